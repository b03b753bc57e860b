/** Enforces the buf.validate rules of requests. */
package org.flyte.platform.connect.validation;
