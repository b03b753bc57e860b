/** The address under which clients reach this service. */
package org.flyte.dataproxy.call;
