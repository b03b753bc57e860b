/** The TaskAction custom resource: its Java types, from which the CRD is generated, and the names of its objects. */
package org.flyte.crd;
