/** Outputs by key: read, stored, deleted. */
package org.flyte.cache.output;
