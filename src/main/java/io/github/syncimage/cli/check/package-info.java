/** What {@code check --online} asks of GitHub and the target. */
package io.github.syncimage.cli.check;
