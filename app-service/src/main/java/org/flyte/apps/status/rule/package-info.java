/** The history of an app's states. */
package org.flyte.apps.status.rule;
