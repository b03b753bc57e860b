/** The connections to PostgreSQL, and what a failure of a statement means. */
package org.flyte.apps.db;
