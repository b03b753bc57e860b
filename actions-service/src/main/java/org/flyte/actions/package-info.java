/** The actions service: creates TaskActions, streams their states, forwards their status. Here only its configuration. */
package org.flyte.actions;
