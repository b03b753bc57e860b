/** Keeps the logs of containers: stores them before their pod goes. */
package org.flyte.executor.logs;
