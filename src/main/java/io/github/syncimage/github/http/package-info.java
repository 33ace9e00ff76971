/**
 * How GitHub is spoken to: its client, its limits, a GitHub App's tokens, and lists that are asked for again and again.
 */
package io.github.syncimage.github.http;
