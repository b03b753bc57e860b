/** What all object stores over the network have in common: whole writes, checked and resumed reads, parts. */
package org.flyte.platform.storage.remote;
