/** The HTTP servers of an application beside Quarkus's own, and for whom each of them is. */
package org.flyte.platform.connect.listener;
