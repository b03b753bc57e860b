/** Apps in PostgreSQL. */
package org.flyte.apps.store;
