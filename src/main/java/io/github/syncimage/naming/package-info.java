/** The rules that give a source its target name, and say which upstreams are served at all. Pure. */
package io.github.syncimage.naming;
