// A corner of a shape's box, or a vertex of a mesh, seen by the tile's camera.
#if KIND == 4
layout(location = 0) in vec3 aPosition;
layout(location = 1) in vec3 aNormal;
layout(location = 2) in vec2 aTexture;
uniform int uFirst;
#endif

out vec3 vLocal;
#ifndef DEPTH_ONLY
flat out vec4 vColour;
flat out vec4 vMaterial;
flat out vec3 vEye;
flat out vec3 vSize;
flat out vec4 vTexture;
#if LIGHTS > 0
flat out vec4 vLight[LIGHTS];
flat out vec4 vSpot[LIGHTS];
#endif
#ifdef SHADOWS
out vec3 vShadow;
flat out vec3 vShadowEye;
flat out vec4 vShadowRect;
#endif
#if KIND == 4
out vec3 vNormal;
out vec2 vUv;
#endif
#elif KIND != 0 && KIND != 4
flat out vec3 vEye;
flat out vec3 vSize;
#endif

void main() {
#if KIND == 4
  uvec2 item = items[uFirst + gl_InstanceID];
#else
  uvec2 item = items[gl_VertexID >> 3];
#endif
  Geom geom = geoms[item.y & GEOM_BITS];
  Tile tile = tiles[item.y >> 16];
  vec4 x = poses[3u * item.x], y = poses[3u * item.x + 1u], z = poses[3u * item.x + 2u];
#if KIND == 4
  vec3 local = aPosition;
#else
  vec3 corner = vec3(gl_VertexID & 1, (gl_VertexID >> 1) & 1, (gl_VertexID >> 2) & 1) * 2.0 - 1.0;
#if KIND == 2
  vec3 local = corner * (geom.size.xyz + vec3(0.0, 0.0, geom.size.x));
#else
  vec3 local = corner * geom.size.xyz;
#endif
#endif
  vec4 world = vec4(dot(x, vec4(local, 1.0)), dot(y, vec4(local, 1.0)), dot(z, vec4(local, 1.0)), 1.0);
  gl_Position = vec4(dot(tile.clipX, world), dot(tile.clipY, world), NEAR, dot(tile.clipW, world));
  vLocal = local;
#if !defined(DEPTH_ONLY) || (KIND != 0 && KIND != 4)
  vec3 origin = vec3(x.w, y.w, z.w), towards = tile.eye.xyz - origin;
  vEye = x.xyz * towards.x + y.xyz * towards.y + z.xyz * towards.z;
  vSize = geom.size.xyz;
#endif
#ifndef DEPTH_ONLY
  vColour = geom.rgba;
  vMaterial = geom.material;
  vTexture = geom.texture;
#if KIND == 4
  vNormal = aNormal;
  vUv = aTexture;
#endif
#if LIGHTS > 0 || defined(SHADOWS)
  uint lane = uint(tile.eye.w);
#endif
#if LIGHTS > 0
  for (int i = 0; i < LIGHTS; i++) {
    vec4 at = lanes[lane].position[i], to = lanes[lane].direction[i];
    vec3 v = at.xyz - origin * at.w;
    vLight[i] = vec4(x.xyz * v.x + y.xyz * v.y + z.xyz * v.z, at.w);
    vSpot[i] = vec4(x.xyz * to.x + y.xyz * to.y + z.xyz * to.z, to.w);
  }
#endif
#ifdef SHADOWS
  vec4 sx = lanes[lane].shadowX, sy = lanes[lane].shadowY, sw = lanes[lane].shadowW, eye = vec4(tile.eye.xyz, 1.0);
  vShadow = vec3(dot(sx, world), dot(sy, world), dot(sw, world));
  vShadowEye = vec3(dot(sx, eye), dot(sy, eye), dot(sw, eye));
  vShadowRect = lanes[lane].shadowRect;
#endif
#endif
}
