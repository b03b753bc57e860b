/** Streams of changes of apps. */
package org.flyte.apps.watch;
