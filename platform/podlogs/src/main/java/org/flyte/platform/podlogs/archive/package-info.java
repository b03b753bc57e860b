/** The format of archived logs, see docs/behaviour/logs.md: blocks that are read alone, and an index for tail and time. */
package org.flyte.platform.podlogs.archive;
