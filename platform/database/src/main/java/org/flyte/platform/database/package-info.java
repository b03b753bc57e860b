/** What a failed statement means to its caller. */
package org.flyte.platform.database;
