/** Upload of the inputs of future runs, by content. */
package org.flyte.dataproxy.inputs;
