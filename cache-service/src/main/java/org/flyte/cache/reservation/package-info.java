/** Reservations: at most one live owner of the right to compute the result of a key. */
package org.flyte.cache.reservation;
