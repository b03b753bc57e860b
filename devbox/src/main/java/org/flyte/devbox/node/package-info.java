/** The local node: runs pods as processes of this machine. */
package org.flyte.devbox.node;
