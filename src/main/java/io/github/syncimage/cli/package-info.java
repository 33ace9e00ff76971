/** The command line: one class a command, all of them thin; what they do lies in the rooms beside this one. */
package io.github.syncimage.cli;
