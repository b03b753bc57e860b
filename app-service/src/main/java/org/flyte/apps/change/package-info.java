/** Tells the parts of this process which apps have changed, whoever changed them. */
package org.flyte.apps.change;
