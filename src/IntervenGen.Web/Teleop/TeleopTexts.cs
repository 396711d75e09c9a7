using IntervenGen.Core;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Teleop;

/// <summary>Texts for a page.</summary>
internal static class TeleopTexts
{
    private const int MaxLength = 300;

    /// <summary>What a page needs to know once.</summary>
    public static byte[] Hello(TaskSpec spec, TeleopTask task, int episodes, IScene scene) => JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "hello");
        json.WriteString("task", spec.Name);
        json.WriteString("summary", spec.Summary);
        json.WriteString("mode", task.ToString());
        json.WriteStrings("objects", spec.Objects);
        json.WriteNumber("actionSize", spec.ActionSize);
        json.WriteNumber("wanted", episodes);
        json.WritePropertyName("scene");
        json.WriteRawValue(SceneJson.Of(scene.Description), skipInputValidation: true);
        json.WriteEndObject();
    });

    /// <summary>The answer to a page that wants to know how long its line takes.</summary>
    public static byte[] Pong { get; } = "{\"type\":\"pong\"}"u8.ToArray();

    /// <summary>What could not be done. It may repeat what the page sent, which may be long.</summary>
    public static byte[] Error(string reason) => JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteString("error", reason.Length <= MaxLength ? reason : $"{reason.AsSpan(0, MaxLength)}…");
        json.WriteEndObject();
    });
}
