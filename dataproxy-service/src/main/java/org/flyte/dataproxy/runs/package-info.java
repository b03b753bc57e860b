/** Calls to runs-service. */
package org.flyte.dataproxy.runs;
