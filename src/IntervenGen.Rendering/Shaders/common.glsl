// What all programs know. KIND: 0 box, 1 ellipsoid, 2 capsule, 3 cylinder, 4 mesh. LIGHTS: how many the model has.
const uint GEOM_BITS = 0xffffu;

struct Geom {
  vec4 size;      // half extents; capsule and cylinder: radius, radius, half length of the straight part
  vec4 rgba;
  vec4 material;  // specular, shininess, emission, number in a segmentation
  vec4 texture;   // repeats in x and y, whether per metre, layer (-1 for none)
};

struct Tile {
  vec4 clipX, clipY, clipW;  // rows of clip-from-world; z of clip space is near everywhere
  vec4 eye;                  // world; w: number of the lane
};

struct Lane {
  vec4 shadowX, shadowY, shadowW;  // rows from world into the lane's shadow map, [0, 1] after division by w
  vec4 shadowRect;                 // its place in the atlas: scale and offset
  vec4 position[4];                // of the lights, world; w: 1 where it counts, 0 for a light from afar
  vec4 direction[4];               // w: cosine of the cutoff
};

layout(std430, binding = 0) readonly buffer Geoms { Geom geoms[]; };
layout(std430, binding = 1) readonly buffer Poses { vec4 poses[]; };  // rows of world-from-shape, three a shape
layout(std430, binding = 2) readonly buffer Items { uvec2 items[]; }; // pose | geom and tile
layout(std430, binding = 3) readonly buffer Tiles { Tile tiles[]; };
layout(std430, binding = 4) readonly buffer Lanes { Lane lanes[]; };
