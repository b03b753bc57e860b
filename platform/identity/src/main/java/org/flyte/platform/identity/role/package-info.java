/** Roles, to whom they are bound, and what a caller holds by them. */
package org.flyte.platform.identity.role;
