/** What the answers of connector services mean: pure functions. */
package org.flyte.executor.plugins.connector.job.rule;
