/** Log streams of the pods of an attempt. */
package org.flyte.dataproxy.logs;
