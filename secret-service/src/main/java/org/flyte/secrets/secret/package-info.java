/** Creates, replaces, describes, lists and deletes secrets. */
package org.flyte.secrets.secret;
