using System.Xml.Linq;

namespace IntervenGen.Simulation;

/// <summary>What MuJoCo 2.2 sets aside in every world for contacts and rows of constraints; later releases take what they need.</summary>
/// <remarks>
/// The room's options ask for 100 contacts and 500 rows, of which the square of rows by rows alone takes 3 MB a world. No task was seen to
/// need more than 22 and 93, in 60 evaluations each. Results do not depend on the sizes as long as they suffice; where they do not, MuJoCo
/// warns and the attempt ends as diverged. A scene that asks for anything else gets it.
/// </remarks>
internal static class SceneBuffers
{
    private const string AskedContacts = "100", AskedRows = "500", Contacts = "60", Rows = "180";

    /// <summary>Fits the sizes of a scene that leaves them to the room's options.</summary>
    public static void Fit(XDocument document)
    {
        XElement[] sizes = [.. document.Root!.Elements("size")];
        // Of several the last one counts, attribute by attribute.
        XAttribute? contacts = sizes.LastOrDefault(size => size.Attribute("nconmax") is not null)?.Attribute("nconmax");
        XAttribute? rows = sizes.LastOrDefault(size => size.Attribute("njmax") is not null)?.Attribute("njmax");
        if (contacts?.Value != AskedContacts || rows?.Value != AskedRows)
            return;
        contacts.Value = Contacts;
        rows.Value = Rows;
    }
}
