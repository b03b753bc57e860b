/** Which connector service takes which tasks: found out by asking them. */
package org.flyte.executor.plugins.connector.route;
