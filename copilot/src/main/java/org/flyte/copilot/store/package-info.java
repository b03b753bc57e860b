/** Object stores by address, with the credentials of the environment. */
package org.flyte.copilot.store;
