/** Carries out a try as one pod: makes it, watches it, and judges how it ended. */
package org.flyte.executor.pod;
