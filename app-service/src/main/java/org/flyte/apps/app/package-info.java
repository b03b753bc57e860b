/** The life of an app as its owner sees it: created, read, changed, deleted. */
package org.flyte.apps.app;
