using System.Xml.Linq;
using Keywright.Security.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace Keywright.Server;

/// <summary>
/// ASP.NET Core's data protection with its keys in our database, so that every node reads what another one protected. Of the server only:
/// an application that embeds Keywright has a key ring of its own, which is none of our business.
/// </summary>
internal static class SharedDataProtection
{
    private const string Application = "keywright";

    public static IServiceCollection AddSharedDataProtection(this IServiceCollection services)
    {
        _ = services.AddDataProtection().SetApplicationName(Application);
        return services.AddSingleton<DataKeys>().AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            provider => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = new Repository(provider.GetRequiredService<DataKeys>())));
    }

    /// <summary>The framework asks without async, at the start and every day: that thread waits.</summary>
    private sealed class Repository(DataKeys keys) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() =>
            [.. Task.Run(keys.List).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

        public void StoreElement(XElement element, string friendlyName) =>
            Task.Run(() => keys.Add(element.ToString(SaveOptions.DisableFormatting))).GetAwaiter().GetResult();
    }
}
