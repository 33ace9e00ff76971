/** Sends one blob: in one request, or in a session that goes on after a break. */
package io.github.syncimage.registry.api.upload;
