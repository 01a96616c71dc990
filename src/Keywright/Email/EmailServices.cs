using Keywright.Database.Periodic;
using Keywright.Email.Smtp;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keywright.Email;

/// <summary>Mail: the outbox, and SMTP or files unless the host brings a sender of its own.</summary>
internal static class EmailServices
{
    public static IServiceCollection AddEmail(this IServiceCollection services)
    {
        services.TryAddSingleton<IEmailSender>(provider =>
        {
            var settings = provider.GetRequiredService<MailSettings>();
            return string.IsNullOrEmpty(settings.Smtp.Host) ? new MailDrop(settings) : new SmtpSender(settings);
        });
        return services
            .AddSingleton<OutboxSignal>().AddSingleton<Outbox>().AddSingleton<OutboxDelivery>()
            .AddSingleton<IPeriodicWork, DeliverMail>();
    }
}
