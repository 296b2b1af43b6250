/** What is said to CRIU, and what it answers: its RPC protocol (criu.org, "RPC"; rpc.proto of CRIU), without a dependency on protobuf. */
package io.microcontainer.run.criu;
