/** What task pods run, for the check of their tokens. */
package org.flyte.actions.pod;
