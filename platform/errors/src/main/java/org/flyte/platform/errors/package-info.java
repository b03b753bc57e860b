/** Maps domain errors to status codes. */
package org.flyte.platform.errors;
