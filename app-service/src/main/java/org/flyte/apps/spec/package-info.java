/** What an app is defined by, checked and made canonical. */
package org.flyte.apps.spec;
