/** Leads connections from outside of a pod to a server that listens on its loopback address. */
package org.flyte.copilot.proxy;
