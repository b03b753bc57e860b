/** The routes of the protocols, and one transport for each of them. */
package org.flyte.platform.connect.http;
