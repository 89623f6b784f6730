"""Tenants, people and their rights. Tenant, User, Membership and Door are global (decision 9); the rest is scoped."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.fields import CurrencyField, PersonRef, Ref
from core.models import Record, TenantModel
from core.models.base import new_id
from tenancy.browsers import in_words
from tenancy.handover_models import Fate, Handover, HandoverRow
from tenancy.roles import role_name

__all__ = [
    "Absence", "ApiKey", "Department", "Device", "Door", "Fate", "Handover", "HandoverRow", "LoginDelay", "Membership",
    "RecoveryCode", "Role", "RoleGrant", "SecondStep", "Setting", "Tenant", "User",
]  # fmt: skip


class Tenant(models.Model):
    """A company that runs its business here. Global: everything else hangs on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("company"), max_length=120)
    currency = CurrencyField(verbose_name=_("currency"))
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    country = models.CharField(_("country"), max_length=2, default="CN")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=moment, editable=False)

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    """Finds people by user name or e-mail, case-blind."""

    def by_login(self, login: str):
        """The active user of this name or e-mail, or None."""
        return self.filter(models.Q(username=login.casefold()) | models.Q(email=login.casefold())).first()


class User(AbstractBaseUser):
    """A person who signs in. Global, since one person may work for several tenants; names are unique over all."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("user name"), max_length=80, unique=True)
    email = models.EmailField(_("e-mail"), max_length=200, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    # WCAG 2.1.4: whoever speaks to the machine or tends to hit keys can turn the single ones off.
    single_keys = models.BooleanField(_("keyboard shortcuts of one key"), default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=moment, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        # Before the search for a name taken already, which compares letter by letter.
        super().clean()
        self._fold()

    def save(self, *args, **kwargs):
        self._fold()
        super().save(*args, **kwargs)

    def _fold(self):
        self.username = self.username.casefold()
        self.email = self.email.casefold() if self.email else None


class Membership(models.Model):
    """A person's place in a tenant. Global, since it is read before the tenant is known (sign-in, keys)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    department_id = models.UUIDField(null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Rights are read on every request: kept here as a copy that tenancy.people refreshes with each grant.
    rights = models.JSONField(default=list, editable=False)
    roles = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(default=moment, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="membership_once")]


class Door(models.Model):
    """A way in that is known by a secret's digest alone: API key, private link or web form. Global (decision 9)."""

    class Kind(models.TextChoices):
        API_KEY = "api_key", _("API key")
        LINK = "link", _("Private link")
        FORM = "form", _("Web form")

    digest = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    expires_at = models.DateTimeField(null=True)


class LoginDelay(models.Model):
    """Failed sign-ins of one account or address. Global: read before anybody is known; kept in PostgreSQL."""

    key = models.CharField(primary_key=True, max_length=64)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=moment)


class SecondStep(models.Model):
    """A person's authenticator app at sign-in; no row, no second step. Global, as the person is."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_step")
    sealed_secret = models.TextField()
    # The 30-second step whose code was used last: no code of it or of one before is good again.
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField(default=moment)


class RecoveryCode(models.Model):
    """One way past a lost authenticator, kept as a digest; used, it is gone. Global, as the person is."""

    digest = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")


class Device(models.Model):
    """Where a person is signed in. Global, as sessions are; their key is not kept here, only its digest."""

    digest = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    agent = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    signed_in_at = models.DateTimeField(default=moment)
    seen_at = models.DateTimeField(default=moment)

    @property
    def words(self) -> str:
        """Browser and system, as people call them."""
        return in_words(self.agent)


class Department(Record):
    """A part of the tenant's organisation; `path` holds the ids from the root down to itself."""

    keeps_history = True

    api_name = "departments"
    noun = "department"

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    parent = Ref("self", null=True, blank=True, related_name="children", verbose_name=_("parent department"))
    path = models.CharField(max_length=700, editable=False, default="")
    is_active = models.BooleanField(_("in use"), default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("department")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="department_code")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path if self.parent_id else '/'}{self.pk}/"
        super().save(*args, **kwargs)


class Role(Record):
    """A named list of rights. The built-in roles are copied into each tenant, never shared."""

    keeps_history = True

    api_name = "roles"
    noun = "role"

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True, default="")
    rights = models.JSONField(_("rights"), default=list)
    is_built_in = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(_("in use"), default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("role")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="role_code")]

    def __str__(self):
        return role_name(self)


class RoleGrant(TenantModel):
    """A role that a person holds."""

    keeps_history = True

    user = PersonRef(related_name="role_grants")
    role = Ref(Role, on_delete=models.CASCADE, related_name="grants")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "role"], name="role_granted_once")]


class Absence(Record):
    """Days on which a person is away, and the deputy who votes meanwhile."""

    keeps_history = True

    noun = "absence"

    user = PersonRef()
    deputy = PersonRef(null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["tenant", "user", "ends_on"], name="absence_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_later"
            )
        ]


class ApiKey(Record):
    """A program's key: belongs to a person, shown once, kept as a hash (in Door), with scopes and an expiry."""

    keeps_history = True

    noun = "api_key"

    class Scope(models.TextChoices):
        READ = "read", pgettext_lazy("key", "read")
        WRITE = "write", pgettext_lazy("key", "change")
        ADMIN = "admin", pgettext_lazy("key", "administer")

    user = PersonRef()
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("API key")

    def __str__(self):
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it may, in words."""
        return [str(self.Scope(scope).label) for scope in self.scopes]

    @property
    def is_open(self) -> bool:
        """Does it still let its program in?"""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > moment())


class Setting(Record):
    """One rule or figure that tenants may differ in; a missing row means the default in tenancy.settings_of."""

    keeps_history = True

    noun = "setting"

    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="setting_key")]
