/** What runs apps: from a spec to Kubernetes objects, and from those to a state. */
package org.flyte.apps.backend;
