/** The task result cache: outputs by key, and reservations of the right to compute them. */
package org.flyte.cache;
