using System.Text.Json.Nodes;
using IntervenGen.Numerics;

namespace IntervenGen.Web.Scenes;

/// <summary>A scene as the page reads it.</summary>
internal static class SceneJson
{
    public static JsonObject Of(SceneDescription scene) => new()
    {
        ["bodies"] = scene.Bodies,
        ["geoms"] = Array(scene.Geoms, geom => new JsonObject
        {
            ["shape"] = geom.Shape,
            ["body"] = geom.Body,
            ["position"] = Vector(geom.BodyFromGeom.Position),
            ["quaternion"] = Quaternion(geom.BodyFromGeom.Orientation),
            ["size"] = Vector(geom.Size),
            ["colour"] = Numbers(geom.Colour),
            ["mesh"] = geom.Mesh,
        }),
        ["meshes"] = Array(scene.Meshes, mesh => new JsonObject { ["vertices"] = Numbers(mesh.Vertices), ["faces"] = Numbers(mesh.Faces) }),
        ["ghosts"] = Array(scene.Ghosts, ghost => new JsonObject { ["object"] = ghost.Object, ["halfExtent"] = Vector(ghost.HalfExtent) }),
        ["camera"] = new JsonObject
        {
            ["lookAt"] = Vector(scene.Camera.LookAt),
            ["distance"] = scene.Camera.Distance,
            ["azimuth"] = scene.Camera.Azimuth,
            ["elevation"] = scene.Camera.Elevation,
        },
    };

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> convert) => new([.. items.Select(convert)]);

    public static JsonArray Numbers<T>(IEnumerable<T> values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);

    private static JsonArray Vector(Vec3 v) => new(v.X, v.Y, v.Z);

    // (x, y, z, w), as three.js takes it.
    private static JsonArray Quaternion(Quat q) => new(q.X, q.Y, q.Z, q.W);
}
