package io.microcontainer.api.oci.runtime.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * Weights and limits of block devices; runtime-spec config-linux.md, "Block IO".
 *
 * @param weight                  10 to 1000, or null
 * @param leafWeight              10 to 1000, or null
 * @param weightDevice            per device
 * @param throttleReadBpsDevice   bytes per second
 * @param throttleWriteBpsDevice  bytes per second
 * @param throttleReadIopsDevice  operations per second
 * @param throttleWriteIopsDevice operations per second
 * @param unknown                 fields that were read and not understood
 */
public record BlockIoResources(Integer weight, Integer leafWeight, List<BlockIoWeight> weightDevice,
                               List<BlockIoThrottle> throttleReadBpsDevice, List<BlockIoThrottle> throttleWriteBpsDevice,
                               List<BlockIoThrottle> throttleReadIopsDevice, List<BlockIoThrottle> throttleWriteIopsDevice,
                               Map<String, JsonNode> unknown) implements JsonWritable {

    public BlockIoResources {
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIopsDevice = List.copyOf(throttleReadIopsDevice);
        throttleWriteIopsDevice = List.copyOf(throttleWriteIopsDevice);
    }

    public static BlockIoResources read(JsonObject in) {
        return new BlockIoResources(in.uint16("weight"), in.uint16("leafWeight"), in.objects("weightDevice", BlockIoWeight::read),
                in.objects("throttleReadBpsDevice", BlockIoThrottle::read), in.objects("throttleWriteBpsDevice", BlockIoThrottle::read),
                in.objects("throttleReadIOPSDevice", BlockIoThrottle::read), in.objects("throttleWriteIOPSDevice", BlockIoThrottle::read),
                in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.number("weight", weight).number("leafWeight", leafWeight).objects("weightDevice", weightDevice)
                .objects("throttleReadBpsDevice", throttleReadBpsDevice).objects("throttleWriteBpsDevice", throttleWriteBpsDevice)
                .objects("throttleReadIOPSDevice", throttleReadIopsDevice).objects("throttleWriteIOPSDevice", throttleWriteIopsDevice)
                .unknown(unknown);
    }
}
