/** Reading the inputs and outputs of an action. */
package org.flyte.dataproxy.data;
