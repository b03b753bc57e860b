/** Chooses the backend. */
package org.flyte.apps.backend.select;
