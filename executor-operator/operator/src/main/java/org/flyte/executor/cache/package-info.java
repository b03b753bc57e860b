/** Looks up the results of cacheable tasks before they run, and stores them after. */
package org.flyte.executor.cache;
