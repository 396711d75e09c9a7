using System.Globalization;
using System.Xml.Linq;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Completes listed contact pairs with the parameters of their geoms.</summary>
/// <remarks>
/// MuJoCo 2.2.2 mixes friction, dimension and stiffness from two geoms only where they collide by their bits. A
/// <c>&lt;pair&gt;</c> that says nothing gets MuJoCo's defaults: sliding friction 1 between a rubber pad and whatever
/// it holds. What is written here is what the geoms would have had, so that listing a pair changes no physics.
/// </remarks>
internal static class PairContacts
{
    /// <summary>Writes the parameters that each pair leaves out. A model with defaults for pairs is left unchanged.</summary>
    /// <param name="document">The model's MJCF; its pairs are changed in place.</param>
    /// <param name="model">The same MJCF, compiled.</param>
    public static void Complete(XDocument document, MjModel model)
    {
        if (document.Descendants("default").Elements("pair").Any())
            return;
        foreach (XElement pair in document.Root!.Elements("contact").Elements("pair"))
        {
            if (pair.Attribute("geom1") is not { } first || pair.Attribute("geom2") is not { } second)
                continue;
            var contact = new Mixture(model, model.Id("geom", first.Value), model.Id("geom", second.Value));
            pair.SetAttributeValue("condim", pair.Attribute("condim")?.Value ?? Text(contact.Dimension));
            pair.SetAttributeValue("friction", pair.Attribute("friction")?.Value ?? Text(contact.Friction));
            pair.SetAttributeValue("solref", pair.Attribute("solref")?.Value ?? Text(contact.Mixed("geom_solref", 2)));
            pair.SetAttributeValue("solimp", pair.Attribute("solimp")?.Value ?? Text(contact.Mixed("geom_solimp", 5)));
        }
    }

    private static string Text(params double[] numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    // MuJoCo's rule: the geom of higher priority decides alone; between equals the larger friction and dimension count,
    // and stiffness is a mean weighted by solmix, except that direct stiffness (solref below zero) takes the lesser.
    private readonly struct Mixture(MjModel model, int first, int second)
    {
        public double Dimension => Share is { } share
            ? model.Integers("geom_condim")[share == 1 ? first : second]
            : Math.Max(model.Integers("geom_condim")[first], model.Integers("geom_condim")[second]);

        // Two sliding, one torsional, two rolling coefficients, of which a geom has one each.
        public double[] Friction => [Coefficient(0), Coefficient(0), Coefficient(1), Coefficient(2), Coefficient(2)];

        // The first geom's weight: 1 or 0 where a priority decides, null between equals.
        private double? Share => model.Integers("geom_priority")[first].CompareTo(model.Integers("geom_priority")[second]) switch
        {
            > 0 => 1,
            < 0 => 0,
            _ => null,
        };

        public double[] Mixed(string field, int size)
        {
            ReadOnlySpan<double> values = model.Doubles(field), weights = model.Doubles("geom_solmix");
            double share = Share ?? (weights[first] + weights[second] > 0 ? weights[first] / (weights[first] + weights[second]) : 0.5);
            bool direct = field == "geom_solref" && Share is null && (values[first * size] <= 0 || values[second * size] <= 0);
            var mixed = new double[size];
            for (int i = 0; i < size; i++)
            {
                double a = values[(first * size) + i], b = values[(second * size) + i];
                mixed[i] = direct ? Math.Min(a, b) : (share * a) + ((1 - share) * b);
            }

            return mixed;
        }

        private double Coefficient(int kind)
        {
            ReadOnlySpan<double> friction = model.Doubles("geom_friction");
            double a = friction[(3 * first) + kind], b = friction[(3 * second) + kind];
            return Share switch
            {
                1 => a,
                0 => b,
                _ => Math.Max(a, b),
            };
        }
    }
}
