/** The rules on specs and names: plain Java. */
package org.flyte.apps.spec.rule;
