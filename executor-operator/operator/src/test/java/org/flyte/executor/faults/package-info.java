/** The packaged operator on a real control plane while its processes and its connections fail. */
package org.flyte.executor.faults;
