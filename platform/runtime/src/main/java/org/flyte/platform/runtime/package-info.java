/** The clock, the log layout and the keys of a log line, for every service. */
package org.flyte.platform.runtime;
