using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Teleop;

/// <summary>Texts for a page.</summary>
internal static class TeleopTexts
{
    private const int MaxLength = 300;

    /// <summary>What could not be done. It may repeat what the page sent, which may be long.</summary>
    public static byte[] Error(string reason) => JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteString("error", reason.Length <= MaxLength ? reason : $"{reason.AsSpan(0, MaxLength)}…");
        json.WriteEndObject();
    });
}
