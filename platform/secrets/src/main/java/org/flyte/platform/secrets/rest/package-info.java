/** Requests to secret managers that speak JSON. */
package org.flyte.platform.secrets.rest;
