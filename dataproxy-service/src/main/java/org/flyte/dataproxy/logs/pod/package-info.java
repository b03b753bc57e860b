/** What the Kubernetes API says about pods whose logs are wanted. */
package org.flyte.dataproxy.logs.pod;
